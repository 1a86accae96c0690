"""Tests of the estimators: published values, properties and degenerate inputs."""
