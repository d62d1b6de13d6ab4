// The panel's icons, on a 24 px grid. They are decoration: there is always a label.
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
export const SourceIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M3.5 12h17M12 3.5c5.5 5 5.5 12 0 17c-5.5-5-5.5-12 0-17Z" />
  </>,
);
export const CheckIcon = icon(<path d="M4.5 4.5h15v15h-15zM8.500 12.200l2.500 2.500 4.700-5.200" />);
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
export const PlayIcon = icon(<path d="M4 5h16v11H10l-4 3.5V16H4zM10 7.8v5.4l4.4-2.7z" />);
export const SettingsIcon = icon(
  <path d="M4 7h9M17 7h3M4 12h3M11 12h9M4 17h9M17 17h3M15 5v4M9 10v4M15 15v4" />,
);
export const WorkspaceIcon = icon(
  <path d="M3.5 20.5h17M5.5 20.5V4.5h8v16M13.5 9h5v11.5M8.5 8h2M8.5 12h2M8.5 16h2" />,
);
export const SearchIcon = icon(
  <>
    <circle cx="11" cy="11" r="6.5" />
    <path d="m16 16 4.5 4.5" />
  </>,
);
export const UploadIcon = icon(<path d="M12 15.5V4M7.5 8.5 12 4l4.5 4.5M4 15.5V20h16v-4.5" />);
export const DownloadIcon = icon(<path d="M12 4v11.5M7.5 11 12 15.5l4.5-4.5M4 15.5V20h16v-4.5" />);
export const TrashIcon = icon(
  <path d="M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5 7.5 20h9l1-13.5M10.5 10v6.5M13.5 10v6.5" />,
);
export const RetryIcon = icon(<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5" />);
export const ThumbUpIcon = icon(
  <path d="M4 11h3.5v9H4zM7.5 11l4-7.5c1.6 0 2.5 1 2.5 2.5V9.500h5c1 0 1.700.9 1.500 1.900l-1.400 7c-.2 1-.9 1.600-1.900 1.600H7.500" />,
);
export const ThumbDownIcon = icon(
  <path d="M20 13h-3.5V4H20zM16.500 13l-4 7.500c-1.600 0-2.500-1-2.500-2.500v-3.500H5c-1 0-1.700-.9-1.500-1.900l1.400-7c.2-1 .9-1.600 1.900-1.600h9.700" />,
);
export const ArchiveIcon = icon(<path d="M3.500 4.500h17V9h-17zM5 9v11h14V9M10 13h4" />);
export const SendIcon = icon(<path d="M12 20V5M5.500 11.500 12 5l6.500 6.500" />);
export const StopIcon = icon(<path d="M7 7h10v10H7z" />);
export const OverviewIcon = icon(<path d="M4 19.5h16M5 16l4.5-5 3.5 3 6-7.5" />);
export const JobsIcon = icon(<path d="M4 6h16M4 12h10M4 18h10M17.5 13.5v6l4-3z" />);
export const SystemIcon = icon(<path d="M4 5h16v6H4zM4 13h16v6H4zM7.5 8h.01M7.5 16h.01" />);
export const PriceIcon = icon(<path d="M4 4.500h8.500l7.500 7.500-8 8L4 12.500zM8.500 9h.01" />);
export const InvoiceIcon = icon(
  <path d="M5.500 3.500h13v17l-2.200-1.500-2.100 1.500-2.200-1.500-2.100 1.500-2.200-1.500-2.200 1.500zM9 8.500h6M9 12.500h6" />,
);
export const NoticeIcon = icon(<path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15zM10 20.500h4" />);
export const PrivacyIcon = icon(
  <path d="M12 3.500 5 6v5.500c0 4.500 3 7.500 7 9 4-1.500 7-4.500 7-9V6zM9 12l2.200 2.200L15 10.500" />,
);
export const WebhookIcon = icon(<path d="M4 12h10M10 7.500 14.500 12 10 16.500M17 5h3v14h-3" />);
export const WidgetIcon = icon(<path d="M4 4.500h16v15H4zM4 9h16M13 17v-4h4.500v4z" />);
export const EraseIcon = icon(
  <>
    <path d="M8.5 20 3.6 15.1a1.5 1.5 0 0 1 0-2.1l9.4-9.4a1.5 1.5 0 0 1 2.1 0l5.3 5.3a1.5 1.5 0 0 1 0 2.1L11.5 20Z" />
    <path d="M20 20H8M8 8.6l7.4 7.4" />
  </>,
);
export const AuditIcon = icon(
  <>
    <path d="M6 3h9l4 4v14H6Z" />
    <path d="m9 14 2 2 4-4M9 8h4" />
  </>,
);
