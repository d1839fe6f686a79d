"""Scrapy spiders and the reading of pages."""
