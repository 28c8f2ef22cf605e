package io.tidemark.http.problem;

/** Every way in which a request can fail, with its stable code and its status. Codes are never used again. */
public enum HttpFault {
    NO_SUCH_PATH("TM-HTTP-001", 404, "There is nothing at this path"),
    METHOD_NOT_ALLOWED("TM-HTTP-002", 405, "The method is not allowed here"),
    UNKNOWN_AGGREGATION("TM-HTTP-003", 404, "There is no such aggregation"),
    UNKNOWN_PARAMETER("TM-HTTP-004", 400, "There is no such parameter"),
    BAD_GROUP_VALUE("TM-HTTP-005", 400, "The group's value is not of its field's type"),
    UNKNOWN_METRIC("TM-HTTP-006", 400, "There is no such metric"),
    BAD_WINDOW("TM-HTTP-007", 400, "The window cannot be asked for"),
    BAD_TIME("TM-HTTP-008", 400, "The time cannot be read"),
    FROM_AFTER_TO("TM-HTTP-009", 400, "The range ends before it starts"),
    RANGE_TOO_WIDE("TM-HTTP-010", 400, "The range holds too many windows"),
    BAD_NUMBER("TM-HTTP-011", 400, "The number is out of range"),
    BAD_CURSOR("TM-HTTP-012", 400, "The cursor is not of this query"),
    INCOMPLETE("TM-HTTP-013", 503, "The answer would not be complete"),
    MANIFEST_UNAVAILABLE("TM-HTTP-014", 404, "The manifest cannot be answered from"),
    TOO_MANY_GROUPS("TM-HTTP-015", 400, "Too many groups are asked for"),
    BAD_WORD("TM-HTTP-016", 400, "The word is not one of those allowed"),
    GIVEN_TWICE("TM-HTTP-017", 400, "The parameter is given more than once"),
    NOT_ORDERED("TM-HTTP-018", 400, "The metric's values have no order"),
    BAD_BODY("TM-HTTP-019", 400, "The body cannot be read"),
    UNKNOWN_RUN("TM-HTTP-020", 404, "There is no such run"),
    BUSY("TM-HTTP-021", 503, "Too many requests wait"),
    TIMED_OUT("TM-HTTP-022", 504, "The answer took too long"),
    BATCH_UNAVAILABLE("TM-HTTP-023", 503, "The batch layer cannot be asked"),
    TOO_MANY_LIVE_CLIENTS("TM-HTTP-024", 503, "Too many clients follow live"),
    FOREIGN_ORIGIN("TM-HTTP-025", 403, "The request comes from another site"),
    BODY_TOO_LARGE("TM-HTTP-026", 413, "The body is too large"),
    NOT_JSON("TM-HTTP-027", 415, "The body must be JSON"),
    INDEX_UNAVAILABLE("TM-HTTP-028", 503, "The index cannot be read"),
    UNREADABLE("TM-HTTP-029", 400, "The request cannot be read"),
    MODEL_CODE("TM-HTTP-030", 500, "Code of the model fails"),
    REALTIME_UNAVAILABLE("TM-HTTP-031", 503, "The speed node cannot answer"),
    NO_CSV("TM-HTTP-032", 406, "The answer has no form as CSV"),
    NO_MEMORY("TM-HTTP-033", 503, "The answers under way take all the memory there is for them"),
    OLDER("TM-HTTP-034", 503, "The answer would be older than it may be"),
    BAD_AS_OF("TM-HTTP-035", 400, "The least asOf cannot be read"),
    OTHER_AS_OF("TM-HTTP-036", 409, "The least asOf is of no answer here"),
    RANGE_AWAY("TM-HTTP-037", 503, "The serving node of a range cannot be asked"),
    OTHER_RANGES("TM-HTTP-038", 409, "The serving nodes have different ranges"),
    UNAUTHENTICATED("TM-HTTP-040", 401, "Nobody knows who asks"),
    FORBIDDEN("TM-HTTP-041", 403, "Who asks may not"),
    TOO_MUCH("TM-HTTP-042", 429, "Who asks has asked too much"),
    MISDIRECTED("TM-HTTP-050", 421, "The host is not this node"),
    BAD_ENCODING("TM-HTTP-051", 400, "The query string cannot be read"),
    TOO_SLOW("TM-HTTP-052", 408, "The request came too slowly"),
    URI_TOO_LONG("TM-HTTP-053", 414, "The address is too long"),
    HEADERS_TOO_LARGE("TM-HTTP-054", 431, "The headers are too large"),
    HTTP_VERSION("TM-HTTP-055", 505, "This version of HTTP is not spoken here"),
    NEEDS_TLS("TM-HTTP-056", 400, "This port speaks TLS"),
    HEADER_TWICE("TM-HTTP-057", 400, "The header is given more than once"),
    UNEXPECTED("TM-HTTP-099", 500, "The server failed");

    private final String code;
    private final int status;
    private final String title;

    HttpFault(String code, int status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** A request for windows that fails so; a message of {@code time}'s has place, fault and mend already. */
    public ProblemException ofWindow(String message) {
        int fault = message.indexOf(": ");
        int mend = message.lastIndexOf("; ");
        return fault < 0 || mend < fault
                ? at("window", message, "ask for another")
                : at(message.substring(0, fault), message.substring(fault + 2, mend), message.substring(mend + 2));
    }

    /** A request that fails so. */
    public ProblemException at(String place, String fault, String mend) {
        return new ProblemException(new Problem(this, place, fault, mend));
    }
}
