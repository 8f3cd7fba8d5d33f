"""SELECTs across rooms: completions, participants, competencies, the audit trail. Others' rows need units."""
