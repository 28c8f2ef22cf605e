/** What a batch run publishes. Knows {@code tidemark} and {@code time}. Read {@link io.tidemark.manifest.Manifest} first. */
package io.tidemark.manifest;
