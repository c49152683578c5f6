import AsyncHTTPClient
import ModelFiles
import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Fetches one file of a repository into a part file: resumes, retries and verifies.
struct FileFetcher {
  let client: RepositoryClient
  let meter: ProgressMeter
  let file: RepositoryFile
  let url: URL
  /// The part file's folder and name.
  let folder: HeldFolder
  let partName: String
  let disk: DiskSpace

  private var shown: String { HTTPTransport.shown(url) }

  /// Brings the file into its part file.
  ///
  /// - Returns: Its size and digest.
  /// - Throws: `HubError`; `CancellationError`, with the part left where it is.
  func fetch() async throws -> ModelManifest.File {
    // Without a digest nothing proves that an old part belongs to this file.
    let part = try PartFile(
      opening: partName, in: folder, total: file.bytes, keeping: file.identity == nil ? 0 : .max)
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
    part.close()
    meter.start(file.path, at: part.count)
    let isVerified = state.identity != nil
    client.onEvent(.finished(file: file.path, verified: isVerified))
    return ModelManifest.File(
      name: file.path, bytes: part.count, sha256: part.digest.sha256Hex, verified: isVerified)
  }

  /// The facts that the answers told about the content.
  private struct TransferState {
    var identity: ContentIdentity?
    var total: Int?
    /// The strong validator of the first answer; with it, a server sends a range of that
    /// content only.
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
    try await receive(answer, part, state.total)
    try Task.checkCancellation()
    if let total = state.total, part.count < total {
      throw TransientFailure(
        url: shown, reason: "the connection ended after \(part.count) of \(total) bytes")
    }
  }

  private func receive(
    _ answer: HTTPTransport.Answer, _ part: PartFile, _ total: Int?
  ) async throws {
    var floor = ProgressFloor(client.limits)
    for try await buffer in answer.body {
      try Task.checkCancellation()
      let piece = Data(buffer.readableBytesView)
      let limit = total ?? longestUnsized
      if piece.count > limit - part.count {
        let got = part.count + piece.count
        part.remove()
        throw HubError.sizeMismatch(file: file.path, expected: limit, got: got)
      }
      if total == nil {
        try appendUnsized(piece, to: part)
      } else {
        try part.append(piece)
      }
      meter.add(file.path, piece.count)
      try floor.add(piece.count, url: shown)
    }
  }

  private var longestUnsized: Int {
    let isWeights = [".gguf", ".safetensors"].contains { file.path.lowercased().hasSuffix($0) }
    return isWeights ? client.limits.unsizedWeights : client.limits.unsizedOther
  }

  /// Adds bytes of a body without a size: nobody could say beforehand whether it fits, so it is
  /// seen on the way.
  private func appendUnsized(_ piece: Data, to part: PartFile) throws {
    do {
      try disk.checkReserve(of: folder.path, after: piece.count)
      try part.append(piece)
    } catch {
      // There is no end in sight, and what is here would only hold the room.
      part.remove()
      throw error
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
    if let coding = answer.headers.first(name: "Content-Encoding"),
      coding.lowercased() != "identity"
    {
      throw HubError.badAnswer(
        url: shown,
        reason: "the content is packed as '\(coding.prefix(40))', which was not asked for")
    }
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
      announced = try answer.headers.first(name: "Content-Length").map { text in
        guard let bytes = ByteCount.read(text) else {
          throw HubError.badAnswer(
            url: shown, reason: "its length is '\(text.prefix(40))', expected a number of bytes")
        }
        return bytes
      }
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
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
    let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let start = ByteCount.read(ends[0]), let end = ByteCount.read(ends[1]),
      start <= end
    else { return nil }
    self.start = start
    if parts[1] == "*" { return }
    guard let total = ByteCount.read(parts[1]), end < total else { return nil }
    self.total = total
  }
}
