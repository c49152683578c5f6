import AsyncHTTPClient
import Foundation
import ModelFiles
import NIOCore
import NIOHTTP1

/// Fetches one file of a repository into a part file: resumes, retries and verifies.
struct FileFetcher {
  let client: RepositoryClient
  let meter: ProgressMeter
  let file: RepositoryFile
  let url: URL
  let partPath: String

  private var shown: String { HTTPTransport.shown(url) }

  /// Brings the file into its part file.
  ///
  /// - Returns: Its size and digest.
  /// - Throws: `HubError`; `CancellationError`, with the part left where it is.
  func fetch() async throws -> ModelManifest.File {
    // Without a digest nothing proves that an old part belongs to this file.
    let part = try PartFile(
      opening: partPath, total: file.bytes, keeping: file.identity == nil ? 0 : .max)
    meter.start(file.path, at: part.count)
    if part.count > 0 {
      client.onEvent(.reused(file: file.path, from: .interruptedPull(bytes: part.count)))
    }
    var state = TransferState(identity: file.identity, total: file.bytes)
    var mayRestart = true
    while true {
      if state.total == nil || part.count != state.total {
        state = try await transfer(into: part, state)
      }
      guard let problem = try mismatch(of: part, state.identity) else { break }
      guard part.isResumed, mayRestart else {
        part.remove()
        throw problem
      }
      mayRestart = false
      try restart(part)
    }
    try part.synchronize()
    try part.close()
    meter.start(file.path, at: part.count)
    client.onEvent(.finished(file: file.path))
    return ModelManifest.File(
      name: file.path, bytes: part.count, sha256: part.digest.sha256Hex)
  }

  /// What the answers said about the content.
  private struct TransferState {
    var identity: ContentIdentity?
    var total: Int?
    /// The strong validator of the first answer; with it, a server sends a range of that content only.
    var validator: String?
  }

  private func transfer(
    into part: PartFile, _ state: TransferState
  ) async throws -> TransferState {
    var state = state
    try await client.retry.run(
      url: shown, progress: { part.count },
      onRetry: { attempt, delay, reason in
        client.onEvent(
          .retrying(file: file.path, attempt: attempt, delay: delay, reason: reason))
      }
    ) {
      try await attempt(part, &state)
    }
    return state
  }

  private func attempt(_ part: PartFile, _ state: inout TransferState) async throws {
    if part.count > 0, state.identity == nil, state.validator == nil { try restart(part) }
    var headers: [(String, String)] = []
    if part.count > 0 {
      headers.append(("Range", "bytes=\(part.count)-"))
      if state.identity == nil, let validator = state.validator {
        headers.append(("If-Range", validator))
      }
    }
    let answer = try await client.transport.get(url, headers: headers)
    try accept(answer, part, &state)
    for try await buffer in answer.body {
      try Task.checkCancellation()
      let piece = Data(buffer.readableBytesView)
      if let total = state.total, piece.count > total - part.count {
        let got = part.count + piece.count
        part.remove()
        throw HubError.sizeMismatch(file: file.path, expected: total, got: got)
      }
      try part.append(piece)
      meter.add(file.path, piece.count)
    }
    try Task.checkCancellation()
    if let total = state.total, part.count < total {
      throw TransientFailure(
        url: shown, reason: "the connection ended after \(part.count) of \(total) bytes")
    }
  }

  /// Checks an answer's head, and makes the part end where the body begins.
  private func accept(
    _ answer: HTTPTransport.Answer, _ part: PartFile, _ state: inout TransferState
  ) throws {
    if answer.status == 416 {
      try restart(part)
      throw TransientFailure(url: shown, reason: "the server refused to go on (status 416)")
    }
    try client.check(answer, url: shown, file: file.path)
    state.identity = state.identity ?? answer.identity
    if let tag = answer.headers.first(name: "ETag"), !tag.hasPrefix("W/") {
      state.validator = tag
    }
    let announced: Int?
    if answer.status == 206 {
      let range = answer.headers.first(name: "Content-Range").flatMap(ContentRange.init)
      let fits = state.total == nil || range?.total == nil || range?.total == state.total
      guard let range, range.start == part.count, fits else {
        try restart(part)
        throw TransientFailure(url: shown, reason: "the server sent another range")
      }
      part.continueLater()
      announced = range.total
    } else {
      // The server does not know ranges, or the content is not the one that was begun.
      if part.count > 0 { try restart(part) }
      announced = answer.headers.first(name: "Content-Length").flatMap(Int.init)
    }
    state.total = state.total ?? answer.announcedBytes ?? announced
  }

  private func restart(_ part: PartFile) throws {
    try part.restart()
    meter.start(file.path, at: 0)
  }

  private func mismatch(of part: PartFile, _ identity: ContentIdentity?) throws -> HubError? {
    guard let identity else { return nil }
    let got =
      try part.digest.counterpart(of: identity)
      ?? ContentDigest.ofFile(part.path, bytes: part.count).counterpart(of: identity)
    if got == identity { return nil }
    return .digestMismatch(file: file.path, expected: identity.hex, got: got?.hex ?? "none")
  }
}

/// The value of a `Content-Range` header (RFC 9110, section 14.4).
struct ContentRange {
  var start: Int
  var total: Int?

  init?(_ text: String) {
    guard let match = text.wholeMatch(of: /bytes (\d+)-(\d+)\/(\d+|\*)/),
      let start = Int(match.1)
    else { return nil }
    self.start = start
    total = Int(match.3)
  }
}
