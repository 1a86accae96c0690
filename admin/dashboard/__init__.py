"""What a manager looks at: the overview, the words behind its numbers, and single answers.

Pages here are thin; what they show is composed by pure modules from sums and rows.
"""
