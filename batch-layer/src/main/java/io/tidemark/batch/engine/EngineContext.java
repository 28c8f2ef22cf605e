package io.tidemark.batch.engine;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.storage.Storage;
import io.tidemark.model.Model;
import io.tidemark.usercode.CodeWatch;

/**
 * What an engine is opened with.
 *
 * @param settings what it may use of this process's machine
 * @param watch looks after code of the user's that runs in this process
 */
public record EngineContext(Model model, Storage storage, Archive archive, EngineSettings settings, CodeWatch watch) {}
