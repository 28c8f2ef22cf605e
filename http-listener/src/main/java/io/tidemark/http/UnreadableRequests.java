package io.tidemark.http;

import io.tidemark.http.exchange.Reply;
import io.tidemark.http.problem.HttpFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers requests that Jetty refuses before they reach a route in the same form as all others. */
final class UnreadableRequests extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request, Response response, int status, String message, Throwable cause, Callback callback)
            throws IOException {
        HttpFault kind = status >= 500 ? HttpFault.UNEXPECTED : HttpFault.UNREADABLE;
        String fault = message == null ? "is refused with status " + status : message;
        String mend = status == HttpStatus.URI_TOO_LONG_414 || status == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431
                ? "send less; a long question is POSTed, as a JSON object of the same words"
                : "send it as RFC 9110 has it";
        Reply reply = Reply.problem(kind.at("request", fault, mend).problem());
        response.setStatus(reply.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.contentType());
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
    }
}
