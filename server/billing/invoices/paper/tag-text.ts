// Tags of a PDF: what a text is, for screen readers and for whoever copies from it.

/** A part of the document's structure. */
export type Tag = {
  /** Draws a part of its text. */
  hold(draw: () => void): void;
  add(child: PDFKit.PDFStructureElement): unknown;
  /** Nothing is added any more, neither here nor below. */
  end(): void;
};

type Options = {
  /** The text itself, where what is drawn is in another order or cut into lines. */
  actual?: string;
  /** Of a table's heading: of what. */
  scope?: 'Column' | 'Row';
  /** Of a table's cell: how many columns wide. */
  span?: number;
};
type Parent = { add(child: PDFKit.PDFStructureElement): unknown };

/** @param parent the document itself for the outermost */
export function addTag(
  doc: PDFKit.PDFDocument,
  parent: PDFKit.PDFDocument | Parent,
  type: string,
  { span, ...options }: Options = {},
): Tag {
  const element = doc.struct(type, options);
  const { data } = (element as unknown as { dictionary: { data: { A?: object } } }).dictionary;
  if (span) data.A = { ...data.A, O: 'Table', ColSpan: span };
  if ('add' in parent) parent.add(element);
  else parent.addStructure(element);
  return {
    hold: (draw) => {
      const content = doc.markStructureContent(type);
      draw();
      doc.endMarkedContent();
      element.add(content);
    },
    add: (child) => element.add(child),
    end: () => element.end(),
  };
}

/** What is drawn for the eye alone: lines, and titles and numbers that each page repeats. */
export function asPageFurniture(doc: PDFKit.PDFDocument, draw: () => void): void {
  doc.markContent('Artifact', { type: 'Layout' });
  draw();
  doc.endMarkedContent();
}
