//! What is speech, and whose.
