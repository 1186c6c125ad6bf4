package dev.holdfast.testkit;

/// What goes wrong with one request to an S3 server, or with its answer.
public enum Fault {
    /// 500 InternalError; the server was not asked.
    INTERNAL_ERROR,
    /// 503 SlowDown; the server was not asked.
    SLOW_DOWN,
    /// 429; the server was not asked.
    TOO_MANY_REQUESTS,
    /// 403 AccessDenied; the server was not asked.
    FORBIDDEN,
    /// 404 NoSuchKey, as a server says that has not heard of a put yet.
    NOT_FOUND,
    /// 501: the server knows no conditions. Only puts that have one.
    NO_CONDITIONS,
    /// The server is asked without the condition. Only where it checks no signatures.
    CONDITION_IGNORED,
    /// The connection ends before the server was asked.
    RESET,
    /// The server did it, the connection ends before the answer.
    LOST_ANSWER,
    /// The server did it, the answer is a 500.
    DONE_REPORTED_FAILED,
    /// A put is answered with success, and the server was not asked.
    LOST_REPORTED_DONE,
    /// No answer for longer than anybody waits.
    NO_ANSWER,
    /// The body stops in the middle for longer than anybody waits.
    STALLED_BODY,
    /// The connection ends in the middle of the body.
    CUT_BODY,
    /// Half of the body, with a length that says it is all.
    SHORT_BODY,
    /// One bit in the middle of the body is another.
    FLIPPED_BIT,
    /// The answer says that it has another range.
    WRONG_RANGE,
    /// The answer comes twice: the second one meets the next request.
    TWICE,
    /// What the same listing said before.
    STALE_LIST,
    /// A listing without its last entry.
    SHORT_LIST
}
