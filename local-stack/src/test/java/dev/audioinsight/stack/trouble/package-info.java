/**
 * Troubles between worker and broker: what is waited for, what ends the worker and what it recovers
 * from. Each test has a row in the table of {@code docs/reliability.md}.
 */
package dev.audioinsight.stack.trouble;
