import Testing

@testable import ModelHub

@Suite struct ProxyTests {
  @Test("requests go through the proxy, which gets the credentials that the hub does not")
  func throughProxy() async throws {
    let content = noise(5000)
    try await withHub(FakeHub(["m.gguf": content])) { server, place in
      try await ConnectProxy.with { proxy in
        var configuration = place.configuration(server)
        configuration.proxy = HubProxy(
          host: "127.0.0.1", port: proxy.port,
          credentials: .init(username: "user", password: "word"))
        let pulled = try await place.puller(configuration).pull("owner/repo")
        #expect(place.content(pulled.path) == content)
        let head = try #require(proxy.heads.first)
        #expect(head.hasPrefix("CONNECT 127.0.0.1:\(server.port) "))
        // "user:word" in base 64.
        #expect(head.lowercased().contains("proxy-authorization: basic dXNlcjp3b3Jk".lowercased()))
        #expect(server.requests.allSatisfy { $0.header("Proxy-Authorization") == nil })
      }
    }
  }

  @Test("hosts that the user excepts are reached without the proxy")
  func bypassed() async throws {
    try await withHub(FakeHub(["m.gguf": noise(10)])) { server, place in
      var configuration = place.configuration(server)
      configuration.proxy = HubProxy(host: "127.0.0.1", port: 9, bypass: ["127.0.0.1"])
      let pulled = try await place.puller(configuration).pull("owner/repo")
      #expect(pulled.bytes == 10)
    }
  }

  @Test(
    "NO_PROXY entries match hosts, their subdomains and ports",
    arguments: [
      ("*", true), ("example.org", true), (".example.org", true), ("*.example.org", true),
      ("hub.example.org:443", true), ("hub.example.org:80", false), ("ample.org", false),
      ("other.org", false), ("", false),
    ])
  func bypass(entry: String, expected: Bool) throws {
    let proxy = try HubProxy(address: "http://p:1", bypass: "a.b, \(entry)")
    #expect(proxy.isBypassed(host: "Hub.example.org", port: 443) == expected)
  }

  @Test("an address as in HTTPS_PROXY is read, with its credentials decoded")
  func address() throws {
    let proxy = try HubProxy(address: "http://us%40er:pa%3Ass@host:3128", bypass: "")
    #expect(
      proxy
        == HubProxy(
          host: "host", port: 3128, credentials: .init(username: "us@er", password: "pa:ss")))
    #expect(try HubProxy(address: "host:81", bypass: "") == HubProxy(host: "host", port: 81))
    #expect(
      try HubProxy(address: "socks5h://host", bypass: "")
        == HubProxy(kind: .socks5, host: "host", port: 1080))
  }

  @Test(
    "an address that cannot be used is refused without being repeated",
    arguments: ["https://user:secret@host:1", "ftp://user:secret@host", "http://", "://"])
  func badAddress(text: String) throws {
    let error = #expect(throws: HubError.self) { try HubProxy(address: text, bypass: "") }
    #expect(error?.description.contains("secret") == false)
  }

  @Test("the environment of Hugging Face tools is understood")
  func environment() throws {
    let configuration = try HubConfiguration(environment: [
      "HF_ENDPOINT": "https://mirror.example", "HF_TOKEN": "t", "HF_HOME": "/hf",
      "HF_HUB_OFFLINE": "1", "HTTPS_PROXY": "http://p:1", "NO_PROXY": "a,b",
    ])
    #expect(configuration.endpoint == "https://mirror.example")
    #expect(configuration.token == "t")
    #expect(configuration.cacheFolder == "/hf/hub")
    #expect(configuration.isOffline)
    #expect(configuration.proxy == HubProxy(host: "p", port: 1, bypass: ["a", "b"]))
    let plain = try HubConfiguration(environment: ["HOME": "/h", "HF_HUB_OFFLINE": "0"])
    #expect(plain.endpoint == HubConfiguration.publicEndpoint)
    #expect(plain.cacheFolder == "/h/.cache/huggingface/hub")
    #expect(plain.token == nil && plain.proxy == nil && !plain.isOffline)
    let cache = try HubConfiguration(environment: ["HF_HUB_CACHE": "/c", "HF_HOME": "/hf"])
    #expect(cache.cacheFolder == "/c")
  }

  @Test("a hub's address that is none is refused", arguments: ["", "hub", "ftp://h", "https://"])
  func badEndpoint(text: String) async throws {
    try await Workplace.with { place in
      let puller = place.puller(HubConfiguration(endpoint: text))
      let error = await #expect(throws: HubError.self) { try await puller.pull("owner/repo") }
      #expect(error?.description.contains("HF_ENDPOINT") == true)
    }
  }

  @Test(
    "what may be a secret in a hub's address is not repeated",
    arguments: [
      "http://127.0.0.1:1/?t=secret", "http://h?secret", "https://h/a#secret", "h?secret",
      "https://u:secret@h/?t=secret", "ftp://u:secret@h",
    ])
  func secretEndpoint(text: String) async throws {
    try await Workplace.with { place in
      let puller = place.puller(HubConfiguration(endpoint: text))
      let error = await #expect(throws: HubError.self) { try await puller.pull("owner/repo") }
      #expect(error?.description.contains("HF_ENDPOINT") == true)
      #expect(error?.description.contains("secret") == false)
    }
  }
}
