"""The register of information-sharing agreements: parties, drafts, sign-off, terms, renewals."""
