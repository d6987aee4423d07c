import Catalog
import Experiments
import Foundation
import SpecLanguage
import Testing

@Suite("A spec to start from")
struct StarterSpecTests {
  @Test(
    "Every starter spec reads back as the experiment it was made from",
    arguments: [nil] + CatalogEntry.all.filter { $0.specified != nil && $0.data.isEmpty }.map(\.id))
  func starters(_ id: String?) throws {
    let text = try StarterSpec.text(from: id)
    let read = try Experiment(yaml: text, source: "new.yaml", folder: URL(fileURLWithPath: "/"))
    if let id, let entry = CatalogEntry.named(id) {
      #expect(try read.difference(from: entry.experiment(isQuick: false), in: "the catalog") == nil)
    }
    #expect(text.hasPrefix("# "))
    #expect(throws: InputError.self) { try StarterSpec.text(from: "luo2025") }
  }

  @Test(
    "The example of matrix files in the starter spec fits its depth: it reads when it is taken in place of the distribution"
  )
  func starterFiles() throws {
    let plain = try StarterSpec.text(from: nil)
    let lines = plain.split(separator: "\n").filter {
      !$0.hasPrefix("  gaussian:") && !$0.hasPrefix("    deviation:")
    }
    let text = lines.joined(separator: "\n").replacing("  #files:", with: "  files:")
    let read = try Experiment(yaml: text, source: "new.yaml", folder: URL(fileURLWithPath: "/"))
    #expect(read.points[0].files.count == 4)
  }
}
