// A photo over the whole screen, to zoom with two fingers; a tap or the back gesture closes it.
import "vant/es/style/base.css";
import "vant/es/overlay/index.css";
import "vant/es/popup/index.css";
import "vant/es/image/index.css";
import "vant/es/swipe/index.css";
import "vant/es/swipe-item/index.css";
import "vant/es/image-preview/index.css";
import { showImagePreview } from "vant/es/image-preview";
import { dropLayer, pushLayer } from "@/core/layers";

export function showPhoto(address: string): void {
  const preview = showImagePreview({ images: [address], showIndex: false, onClose: () => void dropLayer(layer) });
  const layer = pushLayer(() => preview?.close());
}
