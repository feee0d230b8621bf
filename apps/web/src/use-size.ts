/** The size of an element in CSS pixels, kept up to date. */
import { useLayoutEffect, useState } from "preact/hooks";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Returns what the element takes as `ref`, and the size: 0 × 0 until it is laid out. */
export function useSize(): readonly [(element: Element | null) => void, Size] {
  const [element, setElement] = useState<Element | null>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setSize({ width, height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, size];
}
