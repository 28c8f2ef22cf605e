/**
 * Kafka as the log. Tells truncation, re-created topics and an absent broker apart, and passes values on in place. Knows
 * kafka-clients and {@code io.tidemark.log}. Read {@link io.tidemark.kafka.KafkaLogReader} first.
 *
 * <p>More than fifteen files: what a reader is made of, which nobody else has any use for.
 */
package io.tidemark.kafka;
