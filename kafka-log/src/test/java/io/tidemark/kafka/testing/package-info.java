/**
 * Kafka itself, for the tests of this module and of whole nodes. Knows nothing of Tidemark. Read {@link
 * io.tidemark.kafka.testing.KafkaServer} first.
 */
package io.tidemark.kafka.testing;
