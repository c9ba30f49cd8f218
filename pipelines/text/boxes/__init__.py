"""Finds boxes that are not part of the article: navigation, comments, teasers of other pages."""
