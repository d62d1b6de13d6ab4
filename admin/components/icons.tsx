// The few icons of the panel, drawn on a 24 px grid; they are decoration, so a label always stands beside them.
import type { ReactNode, SVGProps } from 'react';

const icon = (paths: ReactNode) =>
  function Icon({ size = 18, ...rest }: SVGProps<SVGSVGElement> & { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.75}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden
        {...rest}
      >
        {paths}
      </svg>
    );
  };

export const SunIcon = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1" />
  </>,
);
export const MoonIcon = icon(<path d="M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5Z" />);
export const AppsIcon = icon(
  <path d="M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM13.5 13.5H20V20h-6.5z" />,
);
export const AppIcon = icon(<path d="M5 4.5h11l3 3v12H5zM8.5 10h7M8.5 13.5h7M8.5 17h4" />);
export const ChevronIcon = icon(<path d="m8 10 4 4 4-4" />);
export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const DocumentIcon = icon(<path d="M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5M9 12.5h6.5M9 16h6.5" />);
export const ChatIcon = icon(<path d="M4 5h16v11H10l-4 3.5V16H4zM8 9h8M8 12h5" />);
export const KeyIcon = icon(
  <>
    <circle cx="8" cy="15.5" r="4" />
    <path d="m11 12.5 8-8M15.5 8l2.5 2.5M18 5.5l2 2" />
  </>,
);
export const GaugeIcon = icon(<path d="M5 20V11M10 20V5M15 20v-7M20 20V8" />);
export const TeamIcon = icon(
  <>
    <circle cx="9" cy="8.5" r="3.5" />
    <path d="M2.5 19.5c.6-3.4 3.2-5.5 6.5-5.5s5.9 2.1 6.5 5.5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.6c1.9.8 3.1 2.5 3.5 4.9" />
  </>,
);
