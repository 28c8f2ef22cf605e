/**
 * What a batch run publishes, and what of it lies in lists beside the manifest. Knows {@code tidemark} and {@code time}. Read
 * {@link io.tidemark.manifest.Manifest} first. More than fifteen files: each is a record that stands in the document, or the
 * one interface to what lies beside it.
 */
package io.tidemark.manifest;
