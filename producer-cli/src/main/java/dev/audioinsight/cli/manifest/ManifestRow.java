package dev.audioinsight.cli.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One row of a manifest.
 *
 * @param line of the file, for people; the last one of a row that has several
 * @param fields by the names that a job in JSON has for them, and {@code file}
 */
record ManifestRow(long line, ObjectNode fields) {}
