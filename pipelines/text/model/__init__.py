"""Measures each piece as numbers, and weighs them by a linear model."""
