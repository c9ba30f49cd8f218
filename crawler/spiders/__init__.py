"""The spiders: what asks for pages, and hands them to the stages."""
