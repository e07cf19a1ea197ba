// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";

/// @title May this account act now?
/// @notice The one question every room asks of the register, answered with the fewest cold reads: one slot per account
/// and one bit per organisation. An account may act if it belongs to an organisation in good standing whose identity
/// check has not lapsed, holds the operator right and is frozen by nobody.
interface IMembership {
    /// @notice An account as the register holds it.
    /// @param orgId The organisation it acts for; zero if none.
    /// @param rights Bits of `Rights`; zero once it is removed.
    /// @param frozenByOrganisation Its own organisation stopped it.
    /// @param frozenByCompliance The compliance office stopped it.
    /// @param addedAt When it was added.
    /// @param kycSeenUntil End of the organisation's identity check when last copied here; the organisation's own record
    /// decides once this is past.
    struct Account {
        OrgId orgId;
        uint8 rights;
        bool frozenByOrganisation;
        bool frozenByCompliance;
        uint40 addedAt;
        uint40 kycSeenUntil;
    }

    /// @notice The account acts for no organisation, or was removed.
    /// @custom:remedy Let an admin of the organisation add it (`member account add`).
    error Membership_UnknownAccount(address account);
    /// @notice The account lacks a right for this act.
    /// @custom:remedy Use an account with the right; `member show` lists them.
    error Membership_MissingRight(address account, uint8 rights, uint8 required);
    /// @notice The account is frozen by its organisation or by the compliance office.
    /// @custom:remedy Ask whoever froze it; `member show` tells.
    error Membership_AccountFrozen(address account);
    /// @notice The account's organisation is suspended or expelled.
    /// @custom:remedy `member show` tells since when; a vote may reinstate it.
    error Membership_NotInStanding(address account, OrgId orgId);
    /// @notice The organisation's identity check has lapsed.
    /// @custom:remedy Let the registrar record a new one (`member update --kyc-until`).
    error Membership_KycLapsed(address account, OrgId orgId, uint40 expiredAt);
    /// @notice The organisation was not admitted to do this kind of business.
    /// @custom:remedy Propose to extend its capabilities (`member update --capabilities`).
    error Membership_MissingCapability(address account, OrgId orgId, uint16 required);

    /// @notice The organisation for which `account` may act now; reverts with the reason when it may not.
    function requireMember(address account) external view returns (OrgId);

    /// @notice The organisations for which two accounts may act now; reverts with the reason when either may not.
    /// @dev The question of every payment. The name puts its selector early in the dispatcher, which spares each call some
    /// 300 gas.
    function requireCanAct(address a, address b) external view returns (OrgId, OrgId);

    /// @notice As `requireMember`, and the organisation has all of `capabilities` (bits of `Capabilities`).
    function requireCapable(address account, uint16 capabilities) external view returns (OrgId);

    /// @notice Whether `account` may act now.
    function isMember(address account) external view returns (bool);

    /// @notice Whether the organisation is in good standing and its identity check has not lapsed.
    function isInGoodStanding(OrgId orgId) external view returns (bool);

    /// @notice The record of an account.
    function accountOf(address account) external view returns (Account memory);

    /// @notice The organisation of an account, whatever its standing; none if it has none or was removed.
    function organisationOfAccount(address account) external view returns (OrgId);

    /// @notice What an organisation may do: bits of `Capabilities`.
    function capabilitiesOf(OrgId orgId) external view returns (uint16);
}
