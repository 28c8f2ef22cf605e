/**
 * {@code tidemark doctor}: what would go wrong, said before the first start. Each examination looks at one thing and
 * changes nothing. Knows Kafka, the model, the configuration and the storage; no layer is started. Read
 * {@link io.tidemark.launcher.doctor.Doctor} first, then {@link io.tidemark.launcher.doctor.Finding}.
 */
package io.tidemark.launcher.doctor;
