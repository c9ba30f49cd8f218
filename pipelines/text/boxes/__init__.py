"""Tells the article's boxes from others: navigation, comments, teasers of other pages."""
