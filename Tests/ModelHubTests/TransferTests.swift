import Foundation
import Testing

@testable import ModelHub

@Suite struct TransferTests {
  @Test("delays double from the base to the longest, with jitter in their upper half")
  func backoff() {
    let policy = RetryPolicy(base: .seconds(1), longest: .seconds(10))
    #expect(policy.delay(afterFailure: 1, asked: nil, random: 1) == .seconds(1))
    #expect(policy.delay(afterFailure: 1, asked: nil, random: 0) == .milliseconds(500))
    #expect(policy.delay(afterFailure: 3, asked: nil, random: 1) == .seconds(4))
    #expect(policy.delay(afterFailure: 5, asked: nil, random: 1) == .seconds(10))
    #expect(policy.delay(afterFailure: .max, asked: nil, random: 1) == .seconds(10))
  }

  @Test("what a server asks for is kept, within bounds")
  func retryAfter() {
    let policy = RetryPolicy(longestAsked: .seconds(60))
    #expect(policy.delay(afterFailure: 1, asked: .seconds(7)) == .seconds(7))
    #expect(policy.delay(afterFailure: 1, asked: .seconds(3600)) == .seconds(60))
    #expect(TransientFailure.delay(retryAfter: "7") == .seconds(7))
    #expect(TransientFailure.delay(retryAfter: "99999999999") == .seconds(86_400))
    for text in ["-1", "", "Fri, 31 Dec 1999 23:59:59 GMT"] {
      #expect(TransientFailure.delay(retryAfter: text) == nil)
    }
  }

  @Test("an attempt that brought a mebibyte does not count as one more failure")
  func progressCounts() async throws {
    let policy = RetryPolicy(attempts: 2, base: .zero)
    var bytes = 0
    var calls = 0
    let result = try await policy.run(
      url: "u", progress: { bytes }, onRetry: { _, _, _ in }
    ) {
      calls += 1
      if calls == 5 { return calls }
      bytes += 1 << 20
      throw TransientFailure(url: "u", reason: "cut")
    }
    #expect(result == 5)
    await #expect(throws: HubError.network(url: "u", reason: "cut")) {
      try await policy.run(url: "u", onRetry: { _, _, _ in }) {
        throw TransientFailure(url: "u", reason: "cut")
      }
    }
  }

  @Test("digests are those that git and sha256sum give")
  func digests() {
    var digest = ContentDigest(ofBytes: 6)
    digest.update(Data("hel".utf8))
    digest.update(Data("lo\n".utf8))
    // `printf 'hello\n' | git hash-object --stdin`, and the same through sha256sum.
    let blob = ContentIdentity.gitBlob("ce013625030ba8dba906f756967f9e9ca394464a")
    #expect(digest.counterpart(of: blob) == blob)
    #expect(
      digest.sha256Hex == "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")
  }

  @Test("a tag is a digest by its length, whatever its quotes")
  func tags() {
    let sha = String(repeating: "aB", count: 32)
    #expect(ContentIdentity(tag: "\"\(sha)\"") == .sha256(sha.lowercased()))
    #expect(
      ContentIdentity(tag: "W/\"\(sha.prefix(40))\"") == .gitBlob(sha.prefix(40).lowercased()))
    for tag in ["", "\"\"", "\"abc-12\"", String(repeating: "x", count: 64)] {
      #expect(ContentIdentity(tag: tag) == nil)
    }
  }

  @Test("a range header gives its start and the size of the whole")
  func contentRange() {
    #expect(ContentRange("bytes 5-9/10")?.start == 5)
    #expect(ContentRange("bytes 5-9/10")?.total == 10)
    #expect(ContentRange("bytes 5-9/*")?.total == nil)
    for text in ["", "bytes */10", "bytes 5-/10", "items 5-9/10", "bytes 99999999999999999999-1/2"]
    {
      #expect(ContentRange(text) == nil)
    }
  }

  @Test("addresses are percent-encoded but for unreserved characters")
  func escaping() {
    #expect(RepositoryClient.escaped("a-b._~Z9") == "a-b._~Z9")
    #expect(RepositoryClient.escaped("a b/c?#%é") == "a%20b%2Fc%3F%23%25%C3%A9")
  }

  @Test("sizes for people are in decimal units, cut off and never rounded up")
  func sizes() {
    #expect(sizeText(999) == "999 bytes")
    #expect(sizeText(98_362_432) == "98.3 MB")
    #expect(sizeText(1_117_320_768) == "1.1 GB")
    #expect(sizeText(.max) == "9223372036.8 GB")
  }
}
