/**
 * What a batch run publishes, and what of it lies in lists beside the manifest. Knows {@code tidemark} and {@code time}. Read
 * {@link io.tidemark.manifest.Manifest} first.
 */
package io.tidemark.manifest;
