import ModelSpec
import Testing

@Suite("Catalogue")
struct CatalogueTests {
  private func counts(_ spec: ModelSpec) -> (embedding: Int, rest: Int) {
    let total = spec.tensors.reduce(0) { $0 + $1.elementCount }
    let embedding = spec.vocabularySize * spec.modelDimension
    return (embedding, total - embedding)
  }

  @Test("Gemma's tensors add up to the counts of its report", arguments: ["gemma-2b", "gemma-7b"])
  func gemma(name: String) throws {
    let model = try #require(Catalogue.model(named: name))
    let (embedding, rest) = counts(model.spec)
    #expect(embedding == model.stated.embedding)
    #expect(rest == model.stated.nonEmbedding)
  }

  @Test("Gemma 2B and 7B have the figures of the report, not of this catalogue")
  func gemmaFigures() throws {
    let small = try #require(Catalogue.model(named: "gemma-2b")).spec
    #expect(counts(small) == (524_550_144, 1_981_884_416))
    let large = try #require(Catalogue.model(named: "Gemma-7B")).spec
    #expect(counts(large) == (786_825_216, 7_751_248_896))
    #expect(small.cacheBytesPerToken(format: .bf16) == 18 * 2 * 256 * 2)
  }

  @Test("a Gemma 2B layer has the shapes that the source derives its count from")
  func gemmaShapes() throws {
    let spec = try #require(Catalogue.model(named: "gemma-2b")).spec
    let shapes = Dictionary(uniqueKeysWithValues: spec.tensors.map { ($0.role, $0.shape) })
    #expect(shapes[.layer(0, .query)] == [2048, 2048])
    #expect(shapes[.layer(0, .key)] == [256, 2048])
    #expect(shapes[.layer(0, .value)] == [256, 2048])
    #expect(shapes[.layer(0, .attentionOutput)] == [2048, 2048])
    #expect(shapes[.layer(17, .gate)] == [16384, 2048])
    #expect(shapes[.layer(17, .up)] == [16384, 2048])
    #expect(shapes[.layer(17, .down)] == [2048, 16384])
  }

  @Test(
    "the InternLM counts follow from the stated dimensions under neither reading",
    arguments: ["internlm-tiny", "internlm-large"],
    PublishedModel.FeedForwardReading.allCases)
  func internLM(name: String, reading: PublishedModel.FeedForwardReading) throws {
    let model = try #require(Catalogue.model(named: name))
    let (embedding, rest) = counts(model.spec(reading: reading))
    #expect(embedding != model.stated.embedding)
    #expect(rest != model.stated.nonEmbedding)
  }

  @Test(
    "of the Japanese counts the embedding follows, the rest under neither reading",
    arguments: ["japanese-small", "japanese-large"],
    PublishedModel.FeedForwardReading.allCases)
  func japanese(name: String, reading: PublishedModel.FeedForwardReading) throws {
    let model = try #require(Catalogue.model(named: name))
    let (embedding, rest) = counts(model.spec(reading: reading))
    #expect(embedding == model.stated.embedding)
    #expect(rest != model.stated.nonEmbedding)
  }

  @Test("a reading doubles the feed-forward part and nothing else")
  func readings() throws {
    for model in Catalogue.models {
      let (together, each) = (
        model.spec(reading: .gateAndUpTogether), model.spec(reading: .each)
      )
      #expect(together == model.spec)
      for (one, other) in zip(together.tensors, each.tensors) {
        #expect(one.role == other.role)
        guard case .layer(_, let part) = one.role, [.gate, .up, .down].contains(part) else {
          #expect(one.shape == other.shape)
          continue
        }
        #expect(2 * one.elementCount == other.elementCount)
      }
    }
  }

  @Test("every model is valid, and names are unique and lower case")
  func valid() throws {
    for model in Catalogue.models {
      try model.spec.validate()
      #expect(model.name == model.name.lowercased())
    }
    #expect(Set(Catalogue.models.map(\.name)).count == Catalogue.models.count)
    #expect(Catalogue.model(named: "no-such-model") == nil)
  }
}
