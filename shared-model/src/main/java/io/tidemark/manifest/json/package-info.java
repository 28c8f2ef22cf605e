/**
 * Manifests, and the lists beside them, as documents. Keeps true that what is read is what was written, and that what former
 * versions wrote is read. Read {@link io.tidemark.manifest.json.ManifestJson} first.
 */
package io.tidemark.manifest.json;
