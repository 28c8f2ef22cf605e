package io.tidemark.manifest;

/**
 * Where one list of a manifest lies: some bytes of a file beside it. Never changes; a list that changes is written anew.
 *
 * @param path relative to the batch layer's root
 * @param first the first of its bytes
 * @param checksum what they add up to and how many they are, as in {@link FileOrigin}
 */
public record ListPart(String path, long first, String checksum) {}
