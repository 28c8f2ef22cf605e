package io.tidemark.batch.follow;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.Storage;
import io.tidemark.model.Model;

/** What a follower is opened with. */
public record FollowerContext(Model model, Storage storage, Archive archive, ManifestStore manifests) {}
