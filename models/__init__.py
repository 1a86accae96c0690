"""The memory: every table, query and migration, and the only package that speaks SQL.

Steps of the river leave rows here and find each other's rows here; no rule of the business does.
"""
