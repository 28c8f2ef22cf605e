package io.tidemark.http;

import io.tidemark.http.exchange.Reply;
import java.util.Optional;

/** What is there beside the routes, and is the same for everybody. */
@FunctionalInterface
public interface Files {
    Files NONE = path -> Optional.empty();

    Optional<Reply> find(String path);
}
