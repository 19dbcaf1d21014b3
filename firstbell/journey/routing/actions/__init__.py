"""Who is told: by the rules, or by a named person where the rules cannot say."""
