"""Does social care or early help know a child of an incident? Who follows one whom none knows?"""
