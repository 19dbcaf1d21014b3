"""What codes of the product are called in the documents that a council signs. Only words."""

GROUND_WORDS = {
    "section_49a": "the duty of section 49A Domestic Abuse Act 2021",
    "gateway": "another statutory gateway",
    "agreement": "an agreement alone",
}

PURPOSE_WORDS = {
    "support_at_school": "a trained adult supports the child at school",
    "find_the_school": "the child's school is found, and supports the child",
    "education_elsewhere": "the council sees to a child who is in no school",
    "early_years": "a trained adult supports a small child where it is looked after",
    "looked_after": "the virtual school supports a looked-after child",
    "health": "a health professional supports the child",
    "voice_of_the_victim": "the victim is heard and contacted safely",
    "hand_over": "the force where the child lives can act",
    "safe_at_work": "the council sees that children are safe where an adult works",
}

KIND_WORDS = {
    "registered": "school where the child is on the roll",
    "dual_registered": "each of the schools where the child is on two rolls",
    "post_16": "college, or 16 to 19 Academy",
    "as_told": "school that somebody named, asked by name and birth date",
    "home_educated": "council's home education desk",
    "missing_education": "council's missing education desk",
    "early_years": "early years desk",
    "childcare": "nursery, pre-school, childminder",
    "not_in_education": "council's desk for 16 and 17 year olds in no education",
    "virtual-school": "virtual school",
    "health-visiting": "health visiting",
    "school-nursing": "school nursing",
    "midwifery": "midwifery",
    "gp": "general practice",
    "advocate": "advocate or charity",
    "out_of_area": "another police force",
    "allegations": "council's officer for allegations, of a suspect who works with children",
}

RECORD_WORDS = {
    "content": "what police recorded, and what was told of it",
    "support": "notes of support given",
    "facts": "opaque facts that the account needs: that, when, to whom",
    "deliveries": "deliveries as they came",
    "refused": "incidents that were refused",
    "refused_rows": "rows of files that were refused",
    "replaced_rolls": "rolls that a later one replaced",
    "leavers": "accounts of people who left",
    "requests": "requests of people for their own record",
    "home_education": "entries of the register of home education",
    "admissions": "requests for a school place",
    "helpline_calls": "logged calls of the helpline, without a name",
    "allegations": "what officers for allegations were told",
    "hand_overs": "hand-overs to other areas that were refused or withdrawn",
    "live_incidents": "live incidents of the police, and which officers looked them up",
    "agreements": "agreements",
    "trail": "the trail of who read or changed what",
}

ENDING_WORDS = {
    "erase": "words and names are erased; opaque facts stay",
    "destroy": "the rows are destroyed",
    "leave": "counted for a person to decide outside the product",
}

TOLD_WORDS = {
    "given_names": "the child's given names",
    "surname": "the child's surname",
    "date_of_birth": "the child's date of birth",
    "reference": "a reference to ask by",
    "occurred_from": "when it began",
    "occurred_to": "when it ended",
    "presence": "whether the child was there, near by, or lives there",
    "seen": "whether an officer saw the child",
    "place_kind": "what kind of place it was (never the address)",
    "where_present": "where in it the child was",
    "spoken_to": "whether an officer spoke to the child",
    "spoken_to_alone": "whether that was alone",
    "voice": "what the child said, in the child's words",
    "presentation": "how the child seemed",
    "circumstances": "what happened, as far as it helps to support the child",
    "conditions": "bail or other conditions that concern the school",
    "suspect_status": "whether the suspect is in custody",
    "social_care_referral": "whether children's social care was told",
    "language": "which language the child speaks",
    "interpreter": "whether an interpreter is needed",
    "communication_needs": "how best to communicate with the child",
}

TWO_PEOPLE_WORDS = {
    "strongest": "hub manager, information governance and administrator",
    "hub": "every role of the hub, information governance and administrator",
    "every": "every role",
}
