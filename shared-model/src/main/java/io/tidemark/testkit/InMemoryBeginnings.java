package io.tidemark.testkit;

import io.tidemark.seam.Beginnings;
import io.tidemark.tidemark.Since;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where logs began, for as long as the process lives. Safe for use by many threads. */
public final class InMemoryBeginnings implements Beginnings {
    private final Map<String, Since> known = new ConcurrentHashMap<>();

    @Override
    public Optional<Since> of(String topic) {
        return Optional.ofNullable(known.get(topic));
    }

    @Override
    public Since begin(Since since) {
        Since before = known.putIfAbsent(since.topic(), since);
        return before == null ? since : before;
    }
}
