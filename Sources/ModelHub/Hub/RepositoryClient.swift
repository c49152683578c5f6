import AsyncHTTPClient
import NIOCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Asks a hub for listings and files of one repository.
struct RepositoryClient: Sendable {
  let transport: HTTPTransport
  let endpoint: URL
  let reference: HubReference
  let retry: RetryPolicy
  let limits: TransferLimits
  let hasToken: Bool
  let onEvent: @Sendable (PullEvent) -> Void

  var revision: String { reference.revision ?? "main" }

  /// The endpoint as an address.
  ///
  /// - Throws: `HubError.badSetting` if it is none, without a password that it may hold.
  static func endpoint(_ text: String) throws(HubError) -> WebAddress {
    let setting = "the hub's address (HF_ENDPOINT)"
    var trimmed = Substring(text)
    while trimmed.hasSuffix("/") { trimmed = trimmed.dropLast() }
    let isShown = !text.contains("@")
    // What follows a question mark may be a secret, as in the address of a signed request.
    let bare = text.prefix { $0 != "?" && $0 != "#" }
    let got = isShown ? ", got '\(bare.prefix(200))'" : ""
    guard !trimmed.contains("?"), !trimmed.contains("#") else {
      throw .badSetting(setting, reason: "expected https://HOST without '?' and '#'\(got)")
    }
    do {
      return try WebAddress(String(trimmed))
    } catch {
      throw .badSetting(setting, reason: "\(error.reason); expected https://HOST\(got)")
    }
  }

  /// The files of the repository at the wanted revision.
  func listing() async throws -> RepositoryListing {
    let url = try address(
      "/api/models/\(reference.repository)/revision/\(Self.escaped(revision))?blobs=true")
    let shown = HTTPTransport.shown(url)
    let body = try await retry.run(
      url: shown,
      onRetry: { attempt, delay, reason in
        onEvent(
          .retrying(
            file: reference.repository, attempt: attempt, delay: delay, reason: reason))
      }
    ) {
      onEvent(.listing(repository: reference.repository, bytes: 0))
      let answer = try await transport.get(url)
      try check(answer, url: shown, file: nil)
      return try await listingBody(answer, url: shown)
    }
    return try RepositoryListing(parsing: body, of: reference.repository)
  }

  private func listingBody(_ answer: HTTPTransport.Answer, url: String) async throws -> [UInt8] {
    var body: [UInt8] = []
    var floor = ProgressFloor(limits)
    var told = ContinuousClock.now
    for try await buffer in answer.body {
      try Task.checkCancellation()
      try floor.add(buffer.readableBytes, url: url)
      body += buffer.readableBytesView
      guard body.count <= limits.listingBytes else {
        throw HubError.badListing(
          reference.repository, reason: "it is longer than \(sizeText(limits.listingBytes))")
      }
      if ContinuousClock.now - told >= .seconds(1) {
        told = .now
        onEvent(.listing(repository: reference.repository, bytes: body.count))
      }
    }
    return body
  }

  /// The address of a file's content at a commit.
  func address(of file: RepositoryFile, commit: String?) throws(HubError) -> URL {
    let path = file.path.split(separator: "/").map { Self.escaped(String($0)) }
    return try address(
      "/\(reference.repository)/resolve/\(Self.escaped(commit ?? revision))/"
        + path.joined(separator: "/"))
  }

  /// Throws what an answer's status means; returns for a success.
  func check(_ answer: HTTPTransport.Answer, url: String, file: String?) throws {
    if (200..<300).contains(answer.status) { return }
    if let failure = TransientFailure(answer, url: url) { throw failure }
    let repository = reference.repository
    switch (answer.status, answer.hubError) {
    case (_, "GatedRepo"), (403, _):
      throw HubError.gated(repository, page: "\(endpoint.absoluteString)/\(repository)")
    case (401, _):
      throw HubError.unauthorized(repository, hadToken: hasToken)
    case (404, _):
      guard let file else {
        throw HubError.repositoryNotFound(repository, revision: revision)
      }
      throw HubError.fileNotFound(file, repository: repository, choices: [])
    default:
      throw HubError.status(answer.status, url: url)
    }
  }

  private func address(_ path: String) throws(HubError) -> URL {
    guard let url = URL(string: endpoint.absoluteString + path) else {
      throw .badReference(reference.repository, reason: "it does not make an address")
    }
    return url
  }

  /// Percent-encodes all but unreserved characters (RFC 3986, section 2.3).
  static func escaped(_ text: String) -> String {
    let hex = Array("0123456789ABCDEF")
    var result = ""
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      let character = Character(scalar)
      if scalar.isASCII, character.isLetter || character.isNumber || "-._~".contains(character) {
        result.append(character)
      } else {
        result += "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
      }
    }
    return result
  }
}
