"""This room is for how a skill is validated: skill sets, levels, mandates, dossiers, evidence, judgements."""
