"""Render the weekly report as PDF (Typst), Markdown or PPTX. `bot.report` decides the content."""
