package io.tidemark.http.door;

import io.tidemark.http.problem.HttpFault;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Headers that say one thing: of two, a proxy in front may go by the one and a node by the other. A second {@code Host}, and
 * whatever says twice where a request ends, is refused before, by whom it is parsed.
 */
public final class SingleHeaders {
    private SingleHeaders() {}

    /** Refuses a request that has one of them twice. */
    public static void check(Request request) {
        HttpFields fields = request.getHeaders();
        int seen = 0;
        for (int i = 0; i < fields.size(); i++) {
            HttpHeader header = fields.getField(i).getHeader();
            int bit = bit(header);
            if ((seen & bit) != 0) {
                throw HttpFault.HEADER_TWICE.at(
                        "header " + header.asString(), "is given more than once", "send it once");
            }
            seen |= bit;
        }
    }

    private static int bit(HttpHeader header) {
        if (header == null) {
            return 0;
        }
        return switch (header) {
            case AUTHORIZATION -> 1;
            case ORIGIN -> 1 << 1;
            case CONTENT_TYPE -> 1 << 2;
            case CONTENT_LENGTH -> 1 << 3;
            case TRANSFER_ENCODING -> 1 << 4;
            case HOST -> 1 << 5;
            case ACCESS_CONTROL_REQUEST_METHOD -> 1 << 6;
            default -> 0;
        };
    }
}
