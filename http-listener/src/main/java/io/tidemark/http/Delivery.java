package io.tidemark.http;

import io.tidemark.http.exchange.Reply;
import io.tidemark.memory.ByteBudget.Holding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/**
 * How an answer with a tag reaches who asked: with its tag, not at all if they have it already, and compressed if it is long
 * and they take that.
 */
final class Delivery {
    /** Below, the time to compress is longer than the way. */
    private static final int LEAST_COMPRESSED = 8 * 1024;

    private static final int PIECE = 16 * 1024;
    static final String GZIP = "gzip";

    private static final byte[] NOTHING = {};

    /** As fast as there is: what is sent once need not be as small as it can be. */
    static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out) throws IOException {
            super(out, PIECE);
            def.setLevel(Deflater.BEST_SPEED);
        }

        /** Gives back what it has outside of the heap; nothing is written any more. */
        void giveUp() {
            def.end();
        }
    }

    private Delivery() {}

    /** How much may be done for an answer by the thread that sends it. */
    enum Effort {
        /** It brings requests, and others wait for it. */
        LITTLE,
        /** It may compress. */
        ANY
    }

    /**
     * A reply as it is sent; one without a tag is sent as it is.
     *
     * @param holding of the reply's body; where it cannot have as much again, nothing is compressed
     */
    static Reply of(Reply reply, Request request, Effort effort, Holding holding) {
        if (reply.lasting() == 0) {
            return reply;
        }
        HttpFields asked = request.getHeaders();
        Map<String, String> headers = new HashMap<>(reply.headers());
        if (!HttpMethod.POST.is(request.getMethod())) {
            String tag = Tags.of(reply);
            headers.put(HttpHeader.ETAG.asString(), tag);
            if (Tags.isKnown(asked, tag)) {
                return new Reply(
                        HttpStatus.NOT_MODIFIED_304,
                        "",
                        NOTHING,
                        headers,
                        Optional.empty(),
                        reply.lasting(),
                        reply.told());
            }
        }
        byte[] body = reply.body();
        if (effort == Effort.ANY
                && body.length >= LEAST_COMPRESSED
                && takesGzip(asked)
                && holding.takeAtOnce(body.length)) {
            headers.put(HttpHeader.CONTENT_ENCODING.asString(), GZIP);
            body = gzip(body);
        }
        return new Reply(
                reply.status(), reply.contentType(), body, headers, Optional.empty(), reply.lasting(), reply.told());
    }

    static boolean takesGzip(HttpFields asked) {
        return asked.contains(HttpHeader.ACCEPT_ENCODING)
                && asked.getQualityCSV(HttpHeader.ACCEPT_ENCODING).stream()
                        .anyMatch(encoding -> encoding.equalsIgnoreCase(GZIP));
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
        try (Gzip gzip = new Gzip(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
