package io.tidemark.http;

import io.tidemark.http.exchange.Body;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.ProblemException;
import io.tidemark.memory.ByteBudget;
import io.tidemark.memory.ByteBudget.Holding;
import java.util.Arrays;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Reads bodies as they come: nobody waits for them. Whoever brings the next piece of one goes on. All that are being read
 * or answered hold what they take of one budget. Safe for use by many threads.
 */
final class Bodies {
    private final ByteBudget memory;

    Bodies(ByteBudget memory) {
        this.memory = memory;
    }

    /** What comes of a body; one of the two is called once, by any thread, and may not wait. */
    interface Taker {
        void whole(byte[] body);

        void failed(Throwable fault);
    }

    /** One that is made of two functions. */
    record Takers(Consumer<byte[]> taking, Consumer<Throwable> failing) implements Taker {
        @Override
        public void whole(byte[] body) {
            taking.accept(body);
        }

        @Override
        public void failed(Throwable fault) {
            failing.accept(fault);
        }
    }

    void read(Request request, Body expected, Taker taker) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (request.getLength() > expected.mostBytes()) {
            refuse(request, taker, tooLarge(expected));
        } else if (request.getLength() != 0 && !isOf(type, expected)) {
            refuse(
                    request,
                    taker,
                    HttpFault.NOT_JSON.at(
                            "header Content-Type", String.valueOf(type), "send " + expected.contentType()));
        } else {
            new Reading(request, expected, taker).run();
        }
    }

    /** A type may have parameters, such as a character set. */
    private static boolean isOf(String type, Body expected) {
        String wanted = expected.contentType();
        return type != null
                && type.regionMatches(true, 0, wanted, 0, wanted.length())
                && (type.length() == wanted.length()
                        || type.charAt(wanted.length()) == ';'
                        || type.charAt(wanted.length()) == ' ');
    }

    private static void refuse(Request request, Taker taker, ProblemException fault) {
        UnreadBody.passOver(request, () -> taker.failed(fault));
    }

    private static ProblemException tooLarge(Body expected) {
        return HttpFault.BODY_TOO_LARGE.at("body", "has more than " + expected.mostBytes() + " bytes", "send less");
    }

    private final class Reading implements Invocable.Task {
        private final Request request;
        private final Body expected;
        private final Taker taker;
        private final Holding holding = memory.openAtOnce();
        private byte[] bytes = {};
        private int size;

        Reading(Request request, Body expected, Taker taker) {
            this.request = request;
            this.expected = expected;
            this.taker = taker;
            Request.addCompletionListener(request, fault -> holding.close());
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    taker.failed(HttpFault.UNREADABLE.at(
                            "body", "ends early, or is not in chunks as it says", "send it as RFC 9112 has it"));
                    return;
                }
                boolean isLast = chunk.isLast();
                ProblemException refused = take(chunk);
                chunk.release();
                if (refused != null) {
                    refuse(request, taker, refused);
                    return;
                }
                if (isLast) {
                    taker.whole(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
                    return;
                }
            }
        }

        /** Keeps a piece; or says why not. */
        private ProblemException take(Content.Chunk chunk) {
            int more = chunk.remaining();
            if (size + more > expected.mostBytes()) {
                return tooLarge(expected);
            }
            if (size + more > bytes.length) {
                int length = Math.max(size + more, Math.min(2 * bytes.length, expected.mostBytes()));
                if (!holding.takeAtOnce(length - bytes.length)) {
                    return HttpFault.NO_MEMORY.at("server", "too much is being sent to it", "try again in a second");
                }
                bytes = Arrays.copyOf(bytes, length);
            }
            chunk.get(bytes, size, more);
            size += more;
            return null;
        }
    }
}
