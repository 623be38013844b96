package io.discordgateway.test.discord;

/**
 * File of a multipart request.
 *
 * @param key what attachments name it by: {@code n} of {@code files[n]}
 * @param filename its name
 * @param contentType its type, empty if none was given
 * @param content its bytes
 */
record Upload(String key, String filename, String contentType, byte[] content) {
}
