package io.tidemark.http;

import io.tidemark.http.exchange.Reply;
import io.tidemark.http.problem.HttpFault;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers requests that Jetty refuses before they reach a route in the same form as all others. Each is the last of its
 * connection: where the next would begin is not known.
 */
final class UnreadableRequests extends ErrorHandler {
    private final Replies replies;

    UnreadableRequests(Replies replies) {
        this.replies = replies;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateCacheControl(Response response) {
        // As all replies have it.
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int status, String message, Throwable cause, Callback callback) {
        HttpFault kind = cause instanceof Connectors.NeedsTlsException ? HttpFault.NEEDS_TLS : kind(status);
        String what =
                kind == HttpFault.HTTP_VERSION ? "names another version than 1.0 and 1.1" : fault(status, message);
        Reply reply = Reply.problem(kind.at("request", what, mend(kind)).problem());
        replies.writeLast(reply, request, response, callback);
    }

    private static String mend(HttpFault kind) {
        return switch (kind) {
            case HTTP_VERSION -> "send it as HTTP/1.1";
            case URI_TOO_LONG, HEADERS_TOO_LARGE ->
                "send less; a long question is POSTed, as a JSON object of the same words";
            case NEEDS_TLS -> "ask for https:// in place of http://";
            default -> "send it as RFC 9110 has it";
        };
    }

    private static String fault(int status, String message) {
        boolean saysNothing = message == null || message.equals(HttpStatus.getMessage(status));
        return saysNothing ? "has something that a request may not have, or too much of it" : message;
    }

    private static HttpFault kind(int status) {
        return switch (status) {
            case HttpStatus.REQUEST_TIMEOUT_408 -> HttpFault.TOO_SLOW;
            case HttpStatus.URI_TOO_LONG_414 -> HttpFault.URI_TOO_LONG;
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 -> HttpFault.HEADERS_TOO_LARGE;
            case HttpStatus.UPGRADE_REQUIRED_426, HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 -> HttpFault.HTTP_VERSION;
            default -> status >= 500 ? HttpFault.UNEXPECTED : HttpFault.UNREADABLE;
        };
    }
}
