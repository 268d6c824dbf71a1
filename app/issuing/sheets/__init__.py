"""Sheets: bulk orders from CSV and XLSX that stand as a draft until somebody confirms them."""
