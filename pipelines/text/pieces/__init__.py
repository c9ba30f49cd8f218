"""The rules that drop pieces of the article's box, or bring them back."""
