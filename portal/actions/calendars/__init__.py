"""Calendars as people keep them: drafts, a year of public holidays, what a change would move, and the change itself.

A revision is added, never edited. A round says on which revision it is counted, so that publishing one changes nothing
by itself: each case follows in a turn of its own, with an event, and a letter where its date moved later. What would
land in the past stays on the revision it is counted on (DESIGN.md 4.4).
"""
